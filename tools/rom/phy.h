/* The table of PHY functions that firmware takes over and patches. */
void phy_table_reset(void);
