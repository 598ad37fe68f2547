"""One visit on a tablet: packet in, forms, drafts, sealed submission out. No Qt, no SQL, no key that opens anything."""
