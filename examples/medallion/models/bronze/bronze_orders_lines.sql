-- The files of orders_lines, one a day, as they came.
{{ bronze_csv('orders_lines/*/*.csv') }}
