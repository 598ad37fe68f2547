"""What leaves the clinic about one patient: the tab on the patient's page, dialogs that make copies and lists."""
