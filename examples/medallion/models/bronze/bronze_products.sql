-- products.csv as it came.
{{ bronze_csv('products.csv') }}
