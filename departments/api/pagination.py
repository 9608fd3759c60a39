"""Paging of every list of the API."""

from rest_framework.pagination import CursorPagination


class LedgerPagination(CursorPagination):
    """By key, not by number: a page deep inside costs what the first page costs, and rows that arrive
    meanwhile shift nothing. A view sets `ordering` to an order that ends in `id`."""

    ordering = "id"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500
