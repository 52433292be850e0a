"""The rota, who is out now, their check-ins with the alarm, and the report of a shift. Owns no word on people met."""
