"""What all tables have in common: how their constraints are named, and the newest migration."""

from __future__ import annotations

from sqlalchemy import MetaData

SCHEMA = "0011"
"""The newest migration; the store refuses tables of another one."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
