"""What every module stands on; knows no domain word."""
