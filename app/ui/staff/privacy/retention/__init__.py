"""Retention at the privacy desk (screen 12b): records past their date, holds, two approvals, certificates."""
