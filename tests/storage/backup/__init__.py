"""Tests of the copies for a backup."""
