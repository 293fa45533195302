"""What the program is not: in the status bar always, in full on the first page and in the help."""

NOT_FOR_DIAGNOSIS = "Not for diagnosis"
CAUTION = (
    f"{NOT_FOR_DIAGNOSIS}. DicomTree is not a medical device; it is not for diagnosis, treatment "
    "planning or any clinical decision. Displays are not calibrated."
)
