"""Files of less precision, each by its format's own tool; the coordinates stay float32 in all."""
