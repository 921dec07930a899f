-- suppliers.csv as it came.
{{ bronze_csv('suppliers.csv') }}
