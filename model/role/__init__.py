"""Role of a posting: TF-IDF terms by section, a calibrated linear model, its training and cross-validation; titles."""
