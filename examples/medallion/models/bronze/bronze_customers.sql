-- customers.csv as it came.
{{ bronze_csv('customers.csv') }}
