"""The collected mails read one by one, each measured, and compared with what others made of them."""
