"""The API: the answers of the command and the pages, over HTTP.

`application` puts it together: `gate` lets requests in, `routes` answer them, `reading` reads postings in processes,
`schemas` says in OpenAPI what is asked and answered. It is a door: it asks one function and shows the answer.
"""
