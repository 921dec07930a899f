-- stores.csv as it came.
{{ bronze_csv('stores.csv') }}
