"""What authors of exercises need: validation and proof."""
