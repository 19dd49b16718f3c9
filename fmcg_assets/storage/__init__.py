"""Where files lie: directories and S3, reached with one identity, and what their faults mean."""
