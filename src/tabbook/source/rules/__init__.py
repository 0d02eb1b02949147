"""One construct of the dialect a file: lines or characters in, a block or a piece out."""
