"""Labels by annotators: their store, the queue of active learning, sessions, agreement, and import and export."""
