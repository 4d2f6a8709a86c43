"""From draft to public: the four steps of article 15 as a Wagtail workflow, bound to what was approved."""
