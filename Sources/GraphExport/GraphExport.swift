// The first file comes with the first slice.
