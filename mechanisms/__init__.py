"""One module per mechanism of the policy documents: data in, result objects out."""
