"""A folder of files at once: found, judged in parallel, put in order, kept."""

from __future__ import annotations

from legcheck.batch.folder import FOLDER_SCHEMA_VERSION, FolderReport, folder_schema
from legcheck.batch.outcome import Outcome
from legcheck.batch.run import analyze_folder, analyze_paths
from legcheck.batch.work import outcome_of

__all__ = ["FOLDER_SCHEMA_VERSION", "FolderReport", "Outcome", "analyze_folder", "analyze_paths", "folder_schema", "outcome_of"]
