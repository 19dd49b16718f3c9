"""Resources: settings, the lake and the Spark session."""
