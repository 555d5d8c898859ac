"""What all pages share: header, navigation, the visitor, actions, errors."""
