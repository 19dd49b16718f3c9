-- Monthly sales of both companies with all attributes, one row per month, product and customer.
-- The one text of the view: in a lake its result is stored as a table, on a catalog it is a view.
WITH monthly AS (
    SELECT
        CAST(DATE_TRUNC('MONTH', date) AS DATE) AS date,
        product_code,
        customer_code,
        CAST(SUM(CAST(sold_quantity AS DECIMAL(28, 0))) AS BIGINT) AS sold_quantity
    FROM {fact_orders}
    GROUP BY CAST(DATE_TRUNC('MONTH', date) AS DATE), product_code, customer_code
)
SELECT
    f.date,
    f.product_code,
    f.customer_code,
    d.date_key,
    d.year,
    d.month_name,
    d.month_short_name,
    d.quarter,
    d.year_quarter,
    c.customer,
    c.market,
    c.platform,
    c.channel,
    p.division,
    p.category,
    p.product,
    p.variant,
    f.sold_quantity,
    g.price_inr,
    CAST(CAST(f.sold_quantity AS DECIMAL(19, 0)) * g.price_inr AS DECIMAL(38, 2))
        AS total_amount_inr
FROM monthly AS f
LEFT JOIN {dim_date} AS d ON f.date = d.date
LEFT JOIN {dim_customers} AS c ON f.customer_code = c.customer_code
LEFT JOIN {dim_products} AS p ON f.product_code = p.product_code
LEFT JOIN {dim_gross_price} AS g
    ON f.product_code = g.product_code AND g.year = EXTRACT(YEAR FROM f.date)
