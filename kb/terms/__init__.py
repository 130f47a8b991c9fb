"""The vocabulary we bring: citizens' words, places, and words the segmentation must not split."""
