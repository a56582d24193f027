"""The graph where people are: a site of plain pages, and the answers behind them.

Nothing is imported here: a server for assistants must be ready before the engines are.
"""
