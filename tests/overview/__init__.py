"""Pages about the whole of the code, written from the code: its sentences, its picture, its figures."""
