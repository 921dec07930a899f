-- The files of orders_header, one a day, as they came.
{{ bronze_csv('orders_header/*/*.csv') }}
