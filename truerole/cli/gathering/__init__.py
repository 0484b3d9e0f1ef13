"""Commands of gathering: which boards, the gathering itself, and saved answers of boards."""
