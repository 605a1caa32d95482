"""What has to be decided when: orders and hires of a plan, with their latest days."""
