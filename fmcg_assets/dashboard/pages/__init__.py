"""The pages, one module and one function `page(context)` each."""
