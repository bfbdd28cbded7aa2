"""Files into a Budget, with every problem located."""
