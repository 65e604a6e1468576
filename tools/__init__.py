"""What the project needs beside the program: setting up, pictures for the README, judging models."""
