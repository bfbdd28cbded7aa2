"""Relations between printed amounts (勾稽关系), and what is wrong where they break."""
