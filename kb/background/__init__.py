"""What is done beside the pages, by a server or by a worker: rounds of work, following the register, staying alive."""
