# Categories of the default standards pack: `category-<path with hyphens>`. An operator's own ones may be added in an override.

category-technical = Technical
category-technical-registration = Registration
category-technical-login = Login
category-technical-password = Password
category-technical-app-fault = App fault
category-technical-page-fault = Page fault
category-technical-data-query = Data query
category-technical-system-fault = System fault

category-account-security = Account security
category-account-security-theft = Account theft
category-account-security-suspicious-login = Suspicious login
category-account-security-real-name = Real-name check
category-account-security-unsubscribe = Closing an account

category-order = Order
category-order-order-anomaly = Order anomaly
category-order-cancel = Cancelling
category-order-change = Changing
category-order-missing-item = Missing item
category-order-out-of-stock = Out of stock
category-order-wrong-item = Wrong item

category-payment = Payment
category-payment-payment-anomaly = Payment anomaly
category-payment-payment-failure = Payment failure
category-payment-refund-delay = Late refund
category-payment-double-charge = Double charge
category-payment-invoice = Invoice
category-payment-coupon = Coupon

category-logistics = Delivery
category-logistics-tracking-query = Where is my parcel
category-logistics-delay = Late delivery
category-logistics-damage = Damaged parcel
category-logistics-loss = Lost parcel
category-logistics-wrong-address = Wrong address
category-logistics-courier-conduct = Courier's conduct
category-logistics-pick-up = Pick-up

category-after-sales = After-sales
category-after-sales-return = Return
category-after-sales-exchange = Exchange
category-after-sales-repair = Repair
category-after-sales-refund-only = Refund only
category-after-sales-warranty = Warranty
category-after-sales-price-protection = Price protection

category-product = Product
category-product-quality-defect = Defect
category-product-counterfeit = Counterfeit
category-product-not-as-described = Not as described
category-product-safety = Safety
category-product-expired = Expired
category-product-instructions = Instructions

category-service = Service
category-service-slow-answer = Slow answer
category-service-attitude = Attitude
category-service-wrong-answer = Wrong answer
category-service-promise-broken = Broken promise

category-merchant = Merchant
category-merchant-false-advertising = False advertising
category-merchant-refuses-service = Refuses service
category-merchant-induced-off-platform = Lured off the platform
category-merchant-fake-reviews = Fake reviews

category-privacy = Privacy
category-privacy-leak = Leak
category-privacy-access-request = Access request
category-privacy-erasure-request = Erasure request
category-privacy-harassment = Harassment

category-suggestion = Suggestion
category-suggestion-platform = Platform
category-suggestion-product = Product
category-suggestion-service = Service
category-suggestion-logistics = Delivery
