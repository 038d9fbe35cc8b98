from tests.support.deliveries import gradebook
from tests.support.lti_platform import lti_platform

__all__ = ["gradebook", "lti_platform"]
