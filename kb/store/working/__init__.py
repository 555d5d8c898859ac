"""Who works on a base beside its pages: the workers that live, and turns that one of several processes takes."""
