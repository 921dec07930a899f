-- The readings, a file a store and month, as they came.
{{ bronze_csv('sensors/*/*/*.csv') }}
