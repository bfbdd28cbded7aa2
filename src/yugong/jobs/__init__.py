"""What a user does with yugong: one module and one public function for each job."""
