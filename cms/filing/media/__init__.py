"""网络媒体备案: the websites, columns and public accounts through which units speak, as they file them with the office."""
