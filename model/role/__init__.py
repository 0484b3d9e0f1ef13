"""Role of a posting: TF-IDF terms by section, a calibrated linear model, training, cross-validation; titles."""
