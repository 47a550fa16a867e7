import unittest

from src import refunds


class Refunds(unittest.TestCase):
    def test_a_broken_item_is_paid_back_in_full(self):
        self.assertEqual(refunds.refund_for({"total": 48.0}, "arrived broken"), 48.0)

    def test_gold_customers_get_shipping_back(self):
        amount = refunds.refund_for({"total": 48.0}, "wrong item", "gold")
        self.assertEqual(amount, 48.0 + refunds.SHIPPING_BACK_EUR)

    def test_above_the_limit_a_person_decides(self):
        order = {"total": refunds.REFUND_LIMIT_EUR + 1}
        self.assertIsNone(refunds.refund_for(order, "arrived broken"))

    def test_lateness_alone_is_worth_a_tenth(self):
        self.assertEqual(refunds.refund_for({"total": 95.0}, "late"), 9.5)


if __name__ == "__main__":
    unittest.main()
