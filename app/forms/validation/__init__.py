"""Is a QuestionnaireResponse valid? One file per family of constraint; ``validate`` runs them all."""
