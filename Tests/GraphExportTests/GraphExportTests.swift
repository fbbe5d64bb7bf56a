// The first test comes with the first slice.
