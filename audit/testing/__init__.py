"""What the extra ``testing`` brings: strategies that draw records and stories, and laws for parts of your own."""
