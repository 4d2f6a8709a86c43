"""From draft to public: what has to be looked at, decided and recorded before a page is shown to anybody."""
