"""How the users of each library read the tables: one module a library, each with a function `read(dataset, table)`.

All of them declare the contract's types to the library instead of having it guess, and give the rows back in the order
of the files, as Arrow has what the library made of them (Spark: as a data frame, in any order).
"""
