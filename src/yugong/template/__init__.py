"""The template language of Word and Excel templates: tags, checker, evaluator, limits, faults."""
