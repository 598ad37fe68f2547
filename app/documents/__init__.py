"""Documents: ReportLab renders, pyHanko seals and verifies. Bytes in, bytes out."""
